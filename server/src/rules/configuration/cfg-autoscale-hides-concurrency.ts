import { removeOption } from '../configuration-edits.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  severity: 'warning',
  summary: 'The concurrency of a worker is set twice, and one setting is ignored',
  why: `With \`[celery] worker_autoscale\` a worker grows and shrinks between the two numbers there, and \`worker_concurrency\` is
ignored: whoever lowers it to save memory changes nothing.

The fix removes the line that is ignored.

Source: [Configuration Reference of the Celery provider](https://airflow.apache.org/docs/apache-airflow-providers-celery/stable/configurations-ref.html#worker-autoscale):
"If autoscale option is available, worker_concurrency will be ignored".`,
  fixes: ['safe'],
  example: {
    file: 'airflow.cfg',
    bad: `[celery]
worker_autoscale = 16,4
worker_concurrency = 8
`,
    good: `[celery]
worker_autoscale = 16,4
`,
  },
  *checkConfiguration(project) {
    for (const { settings } of project.deployments) {
      const autoscale = settings['celery.worker_autoscale'];
      const concurrency = settings['celery.worker_concurrency'];
      if (!autoscale || !concurrency || !/^\d+,\s*\d+$/.test(autoscale.value.trim())) continue;
      const edit = removeOption(project, concurrency);
      yield {
        file: concurrency.file,
        at: concurrency.at,
        message: `worker_concurrency is ignored: worker_autoscale is set to ${autoscale.value.trim()}`,
        related: [{ file: autoscale.file, at: autoscale.at, message: 'What the workers go by' }],
        ...(edit ? { fixes: [{ title: 'Remove worker_concurrency', safety: 'safe', edits: [edit] }] } : {}),
      };
    }
  },
});
