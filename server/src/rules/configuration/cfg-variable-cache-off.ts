import { isPlatform, showsOptions, switchOption } from '../../project/deployment-options.ts';
import { onOption } from '../option-findings.ts';
import { defineRule } from '../rule.ts';
import { count } from '../words.ts';

const reads = 'variable-get-at-parse';

export default defineRule({
  severity: 'info',
  summary: 'DAG files read Airflow Variables while they are parsed, and the cache for that is off',
  why: `Each \`Variable.get\` at the top level of a DAG file asks the secrets backends and the metadata database at every parse.
\`[secrets] use_cache\` keeps what was read for 15 minutes (\`cache_ttl_seconds\`) and serves all parsing processes from it; tasks
still read the current value.

Better is not to read Variables while a file is parsed (\`variable-get-at-parse\`); the cache helps until that is done.

**Leave it** where a changed Variable has to reach the DAGs within seconds. The option is experimental.

Source: [Best Practices, Airflow Variables](https://airflow.apache.org/docs/apache-airflow/stable/best-practices.html#airflow-variables);
[Configuration Reference](https://airflow.apache.org/docs/apache-airflow/stable/configurations-ref.html#use-cache), since 2.7.

**Not reported**: development set-ups and managed Airflow; before the whole project has been analysed.`,
  fixes: ['unsafe'],
  counts: [reads],
  example: {
    file: 'airflow.cfg',
    bad: `[secrets]
use_cache = False
`,
    good: `[secrets]
use_cache = True
`,
    around: { dagFiles: 4, dags: 4, findings: { [reads]: 6 } },
  },
  *checkProject(project) {
    const found = project.whole.findings[reads] ?? 0;
    if (found === 0) return;
    for (const deployment of project.deployments) {
      if (deployment.isForDevelopment || isPlatform(project, deployment) || !showsOptions(deployment))
        continue;
      const key = 'secrets.use_cache';
      const option = switchOption(project, deployment, key);
      if (option?.value !== false) continue;
      yield onOption(project, deployment, {
        key,
        option,
        message: `DAG files read Variables in ${count(found)} place${found === 1 ? '' : 's'} while they are parsed, each time from the database: the cache is off${option.setting ? '' : ' (default)'}`,
        fix: 'True',
      });
    }
  },
});
