/** Which Airflow a container image holds, as its name says. */

/**
 * Astro Runtime → Airflow, up to Airflow 2.
 * Source: https://www.astronomer.io/docs/runtime/runtime-version-lifecycle-policy. For Airflow 3 the runtime carries the
 * version of Airflow itself, with a hyphen before its own patch number: `runtime:3.1-4`
 * (https://www.astronomer.io/docs/runtime/runtime-image-architecture).
 */
const airflowOfRuntime: Readonly<Record<string, string>> = {
  3: '2.1',
  4: '2.2',
  5: '2.3',
  6: '2.4',
  7: '2.5',
  8: '2.6',
  9: '2.7',
  10: '2.8',
  11: '2.9',
  12: '2.10',
  13: '2.11',
};

/** Images whose tag begins with the version of Airflow. */
const taggedByAirflow = [
  /(?:^|\/)apache\/airflow:(?:slim-)?v?(\d+\.\d+)(?:\.\d+)?(?:$|[-.@]|rc|b\d)/,
  /(?:^|\/)bitnami(?:legacy)?\/airflow(?:-scheduler|-worker)?:(\d+\.\d+)(?:\.\d+)?(?:$|[-.@])/,
  /(?:^|\/)astronomer\/ap-airflow:(\d+\.\d+)(?:\.\d+)?(?:$|[-.@])/,
  /(?:^|\/)puckel\/docker-airflow:(\d+\.\d+)(?:\.\d+)?(?:$|[-.@])/,
  /(?:^|\/)amazon(?:-|\/)mwaa[\w-]*\/airflow:(\d+\.\d+)/,
];

/** The version in the name of an image, `2.10` for `apache/airflow:2.10.5-python3.11`; undefined when it does not say. */
export function versionOfImage(image: string): string | undefined {
  for (const pattern of taggedByAirflow) {
    const match = pattern.exec(image);
    if (match) return match[1];
  }
  const runtime = /(?:^|\/)(astro-)?runtime(?:-dev)?:(\d+)\.(\d+)([-.])\d+/.exec(image);
  if (
    !runtime ||
    !/astronomer\/astro-runtime|astrocrpublic\.azurecr\.io|images\.astronomer\.cloud/.test(image)
  )
    return undefined;
  const [, isAstro, major, minor, separator] = runtime as unknown as [
    string,
    string?,
    string?,
    string?,
    string?,
  ];
  if (separator === '-' && !isAstro) return `${major}.${minor}`;
  return separator === '.' ? airflowOfRuntime[major as string] : undefined;
}

/** Whether an image is one of Airflow by its name, whatever its version; `manning-airflow/movielens` is not. */
export function isAirflowImage(image: string): boolean {
  const name = /([^/]*?)(?::[^/]*)?$/.exec(image)?.[1] ?? '';
  return /airflow/i.test(name) || /astro-runtime|astrocrpublic\.azurecr\.io\/runtime/.test(image);
}
