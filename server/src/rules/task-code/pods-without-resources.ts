import { classFacts } from '../../catalogue/catalogue.ts';
import type { DagFile, Task } from '../../model/facts.ts';
import { bySite, instancesOf } from '../../model/instances.ts';
import { catalogueClass } from '../../model/task-arguments.ts';
import { effective, isNone } from '../../project/effective.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import { count } from '../words.ts';

/** Each of them can say what a pod needs. */
const sources = ['container_resources', 'pod_template_file', 'pod_template_dict', 'full_pod_spec'];

export default defineRule<{ pods: number }>({
  severity: 'warning',
  summary: 'Many pods start without saying how much CPU and memory they need',
  why: `A pod without requests is placed anywhere: Kubernetes counts it as nothing. Many of them at once end up on a few nodes, slow each
other down, and are the first to be evicted when a node runs out of memory (quality of service \`BestEffort\`); each one is
then a failed try that starts from the beginning. The cluster's autoscaler adds no node for them either.

    container_resources=k8s.V1ResourceRequirements(
        requests={"cpu": "500m", "memory": "1Gi"}, limits={"memory": "1Gi"}
    )

**Leave it** when a LimitRange of the namespace gives its pods requests.

Source: [KubernetesPodOperator](https://airflow.apache.org/docs/apache-airflow-providers-cncf-kubernetes/stable/operators.html);
[Pod Quality of Service Classes](https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/). The operator does not read
\`[kubernetes_executor] pod_template_file\`.

**Not reported**: single pods (the option \`pods = 1\` reports them, too), a template or resources from wherever, arguments that
are not known, and classes of the project.`,
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator

with DAG("scenes", schedule="@daily"):
    for row in range(20):
        KubernetesPodOperator(task_id=f"row_{row}", name=f"row-{row}", image="scenes:1", arguments=[str(row)])
`,
    good: `from airflow.sdk import DAG
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from kubernetes.client import models as k8s

RESOURCES = k8s.V1ResourceRequirements(requests={"cpu": "500m", "memory": "1Gi"})

with DAG("scenes", schedule="@daily"):
    for row in range(20):
        KubernetesPodOperator(
            task_id=f"row_{row}",
            name=f"row-{row}",
            image="scenes:1",
            arguments=[str(row)],
            container_resources=RESOURCES,
        )
`,
  },
  options: {
    pods: { default: 8, description: 'Number of pods of one place in the code from which they are reported' },
  },
  *check(file, project, options) {
    for (const dag of file.dags) {
      const pods = dag.tasks.filter((task) => task.file === undefined && isBare(project, task));
      for (const made of bySite(pods)) {
        const number = podsOf(file, made);
        if (number !== 'unknown' && number < options.pods) continue;
        yield {
          at: (made[0] as Task).at,
          message: `${number === 'unknown' ? 'Pods of unknown number start' : number === 1 ? 'A pod starts' : `${count(number)} pods start`} without requests for CPU and memory`,
          ...(number === 'unknown'
            ? {}
            : { cost: { payer: 'worker-slots' as const, amount: number, unit: 'pods', per: 'run' } }),
        };
      }
    }
  },
});

const podOperator = 'airflow.providers.cncf.kubernetes.operators.pod.KubernetesPodOperator';

/** Starts a pod, and nothing says what that needs. */
function isBare(project: Project, task: Task): boolean {
  if (task.base !== undefined || !task.complete || !startsPod(task)) return false;
  // `resources` was its name in the operator of Airflow 1.
  return [...sources, 'resources'].every((name) => isNone(effective(project, task, name)));
}

function startsPod(task: Task): boolean {
  const name = catalogueClass(task);
  return name === podOperator || name === 'airflow.sdk.task.kubernetes' || hasPodParameters(name);
}

/** Parameters of operators that make their pods from a description of their own: of a Job, of a Spark application. */
const otherSources = ['full_job_spec', 'template_spec'];

/** The operators of Google's and Amazon's clusters extend the plain one, and take its arguments. */
function hasPodParameters(name: string): boolean {
  const parameters = classFacts(name)?.parameters ?? [];
  if (otherSources.some((one) => parameters.includes(one))) return false;
  return [...sources, 'image', 'cmds', 'startup_timeout_seconds'].every((one) => parameters.includes(one));
}

function podsOf({ calls }: DagFile, made: readonly Task[]): number | 'unknown' {
  const inLoop = (task: Task) => task.call !== undefined && (calls[task.call]?.loops.length ?? 0) > 0;
  if (made.some((task) => !task.certain && inLoop(task))) return 'unknown';
  return instancesOf(made, true);
}
