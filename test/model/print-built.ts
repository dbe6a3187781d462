/** What a file builds, as `dagperf debug model` prints it, and the functions that run meanwhile. */
import type { Built } from '../../server/src/model/build/built.ts';
import type { FileFacts } from '../../server/src/model/facts.ts';
import type { Project } from '../../server/src/project/project.ts';
import { modelReport } from '../../server/src/report/model.ts';
import { builtLines } from '../../server/src/report/model-text.ts';

/** `textOf` gives the text of another file of the case. */
export function printBuilt(
  file: FileFacts,
  built: Built,
  project: Project,
  textOf: (path: string) => string,
): string {
  const report = modelReport(file, built, project, { show: (path) => path, textOf });
  const entered = Object.entries(built.entered).flatMap(([path, starts]) =>
    starts.map((start) => {
      const isOther = path !== file.path;
      const text = isOther ? textOf(path) : file.text;
      return `entered: ${isOther ? `${path}: ` : ''}${text.slice(start).split('\n', 1)[0]}`;
    }),
  );
  return `${[...builtLines(report).flat(), ...entered].join('\n')}\n`;
}
