/** Which files outside the editor change what dagperf says. */
import type { FileEvent, FileSystemWatcher } from 'vscode-languageserver';

const projectFiles = [
  '*pyproject.toml',
  'dagperf.toml',
  '*airflow.cfg*',
  '{.env*,*.env}',
  '*compose*.{yml,yaml}',
  '*values*.{yml,yaml}',
  '*airflow*.{yml,yaml}',
  '{Chart.yaml,Chart.yml,Chart.lock,helmfile*.yml,helmfile*.yaml}',
  '*pool*.json',
  '.airflowignore',
  '*{requirements,constraints}*.{txt,in}',
  '{requirements,constraints}/*.txt',
  '{*Dockerfile*,*Containerfile*}',
  '{poetry.lock,uv.lock,pdm.lock,Pipfile,Pipfile.lock}',
  '*.{tf,tfvars,hcl,sh,bash,mk}',
  '*{M,m}akefile',
];

/** What to register with `workspace/didChangeWatchedFiles`. */
export const watchers: FileSystemWatcher[] = [...projectFiles, '*.py'].map((name) => ({
  globPattern: `**/${name}`,
}));

/** Whether a Python file has changed: the others that import it may be judged otherwise. */
export function changesModules({ uri }: FileEvent): boolean {
  return uri.endsWith('.py');
}

/** Python files are read one by one; a change of any other watched file changes the project. */
export function changesProject({ uri }: FileEvent): boolean {
  return !/\.pyi?$/.test(uri);
}
