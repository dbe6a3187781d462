/** Which canonical names are Airflow's hooks. */
import { classFacts } from '../catalogue/catalogue.ts';

/** A hook class: in the catalogue, or by Airflow's naming convention; `.hooks.MyHook` of the project counts. */
export function isHookClass(name: string | undefined): boolean {
  if (name === undefined) return false;
  const facts = classFacts(name);
  return facts ? facts.kind === 'hook' : /(?:^|\.)[A-Z]\w*Hook$/.test(name);
}

/** A hook through which SQL can be sent: by its name it is none of a file store, a queue or a web service. */
export function isClientClass(name: string | undefined): boolean {
  return (
    isHookClass(name) &&
    !/(?:S3|GCS|Http|SSH|SFTP|FTP|Slack|Smtp|Docker|Kubernetes|AwsBase|Sqs|Sns|Ecs|Batch|Lambda|Glue|Emr)\w*Hook$/.test(
      `${name}`,
    )
  );
}
