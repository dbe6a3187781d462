/** Which files say something about a deployment, by their path alone. */

export type Kind =
  | 'airflow-cfg'
  | 'environment'
  | 'compose'
  | 'dockerfile'
  | 'helm-values'
  | 'chart'
  | 'airflow-settings'
  | 'managed'
  | 'pools'
  | 'script'
  | 'ignore'
  | 'requirements'
  | 'pyproject'
  | 'toml-lock'
  | 'pipfile-lock'
  | 'pipfile';

const names: readonly (readonly [Kind, RegExp])[] = [
  ['airflow-cfg', /^([\w-]+[._-])?airflow\.cfg(\.(dev|prod|production|staging|local|test))?$/],
  ['environment', /^\.env([._-].+)?$|^[\w.-]+\.env$/],
  ['compose', /^(docker-)?compose.*\.ya?ml$|^[\w-]*docker-compose.*\.ya?ml$/],
  ['dockerfile', /^(Dockerfile|Containerfile)([._-].+)?$|\.(dockerfile|containerfile)$/i],
  ['ignore', /^\.airflowignore$/],
  ['airflow-settings', /^airflow_settings.*\.ya?ml$/],
  ['pools', /pool.*\.json$/i],
  ['requirements', /(requirements|constraints).*\.(txt|in)$/],
  ['pyproject', /^pyproject\.toml$/],
  ['toml-lock', /^(poetry|uv|pdm)\.lock$/],
  ['pipfile-lock', /^Pipfile\.lock$/],
  ['pipfile', /^Pipfile$/],
  ['chart', /^Chart\.(ya?ml|lock)$|^helmfile.*\.ya?ml$/],
  ['script', /\.(sh|bash)$|^(GNUm|M|m)akefile$|\.mk$|^[Jj]ustfile$|^entrypoint$/],
  ['helm-values', /values.*\.ya?ml$|^ya?ml$/],
  ['managed', /\.(tf|tfvars|hcl)$/],
];

/** Terraform, CloudFormation and the like may have any name; these are looked at for hints of managed Airflow. */
const managed =
  /(composer|mwaa|cloudformation|cloudbuild|cfn|stack|template|environment|airflow)[^/]*(\/[^/]*)?\.(ya?ml|json|template)$/i;
const helm = /(^|\/)(helm|charts?|airflow|argocd|flux)\/[^/]*\.ya?ml$|(^|\/)[^/]*airflow[^/]*\.ya?ml$/i;

/** What a file is read as; undefined for files that say nothing of a deployment. */
export function kindOf(path: string): Kind | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/(^|\/)templates\/.*\.(ya?ml|tpl)$/.test(path) && !/compose/.test(name)) return undefined;
  const named = names.find(([, pattern]) => pattern.test(name))?.[0];
  if (named) return named;
  if (
    /^(requirements|constraints)\/[^/]*\.txt$/.test(path) ||
    /\/(requirements|constraints)\/[^/]*\.txt$/.test(path)
  )
    return 'requirements';
  if (/(^|\/)\.github\//.test(path)) return undefined;
  if (helm.test(path)) return 'helm-values';
  return managed.test(path) ? 'managed' : undefined;
}

const development =
  /(^|[/._-])(dev|devel|develop|development|devcontainer|local|localhost|tests?|testing|examples?|samples?|demo|sandbox|ci|override|quickstart)([/._-]|$)/i;
const staging = /(^|[/._-])(staging|stage|stg|uat|qa|int|acc|acceptance|pre-?prod|preproduction)([/._-]|$)/i;
const production = /(^|[/._-])(prod|production|prd|live)([/._-]|$)/i;

/**
 * The stage that a path names: development set-ups, tests and examples do not decide for production. Undefined: it names
 * none, and counts for all. Amazon's local runner for MWAA is a copy of production whatever its name says.
 */
export function stageOf(path: string): 'development' | 'staging' | 'production' | undefined {
  const plain = path.replace(/(aws-)?mwaa-local-runner/gi, 'mwaa');
  if (/\.(template|tmpl|tpl|dist|sample|example)$/.test(plain)) return 'development';
  if (development.test(plain) || /(^|\/)\.(github|circleci|gitlab|devcontainer)\//.test(plain))
    return 'development';
  if (production.test(plain)) return 'production';
  return staging.test(plain) ? 'staging' : undefined;
}
