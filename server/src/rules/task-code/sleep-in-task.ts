import type { Call, DagFile, Loop } from '../../model/facts.ts';
import { type Cost, defineRule, type Finding } from '../rule.ts';
import { runsInTask } from '../running-tasks.ts';
import { knownRounds } from '../task-loops.ts';
import { duration } from '../words.ts';

const hour = 3_600;

export default defineRule<{ seconds: number; 'polling-seconds': number }>({
  severity: 'warning',
  summary: 'A task sleeps, or polls with a sleep, and keeps its worker slot meanwhile',
  why: `A task that sleeps keeps its worker slot, its pool slot and its process for as long as it waits. Airflow's own page on
deferrable operators begins with this case: "even if your task is waiting, it still takes up a full worker slot". A worker of
16 slots is full when sixteen of them wait.

To wait for a moment, use \`TimeDeltaSensor\` or \`DateTimeSensor\` with \`deferrable=True\`. To wait for something to happen,
use its sensor with \`deferrable=True\` or \`mode="reschedule"\`, \`@task.sensor(mode="reschedule")\` with the check as its body,
or the \`deferrable\` of the operator that started the job.

**Leave it** when the wait is certain to be short, or the external system asks for a pause between two requests.

Source: [Deferrable Operators](https://airflow.apache.org/docs/apache-airflow/stable/authoring-and-scheduling/deferring.html).

**Not reported**: sleeps below 30 seconds outside of loops, short pauses between the rounds of a loop, sleeps in \`except\`
(a pause before the next attempt), \`await asyncio.sleep\`. A pause in each round of a \`for\` is information.`,
  example: {
    bad: `import time

from airflow.sdk import dag, task


@dag(schedule="@daily")
def orders():
    @task
    def wait_for_export():
        time.sleep(600)

    wait_for_export()


orders()
`,
    good: `from datetime import timedelta

from airflow.providers.standard.sensors.time_delta import TimeDeltaSensor
from airflow.sdk import dag


@dag(schedule="@daily")
def orders():
    TimeDeltaSensor(task_id="wait_for_export", delta=timedelta(minutes=10), deferrable=True)


orders()
`,
  },
  options: {
    seconds: { default: 30, description: 'Length from which a sleep outside of a loop is reported' },
    'polling-seconds': {
      default: 5,
      description: 'Length from which a sleep in each round of a loop is reported',
    },
  },
  *check(file, _project, options) {
    for (const call of file.calls) {
      if (call.callee !== 'time.sleep' || !runsInTask(call) || call.inHandler) continue;
      const seconds = secondsOf(call);
      const loop = file.loops[call.repeatedBy.at(-1) ?? -1];
      const finding = loop
        ? inLoop(file, call, loop, seconds, options['polling-seconds'])
        : once(call, seconds, options.seconds);
      if (finding) yield finding;
    }
  },
});

function secondsOf(call: Call): number | undefined {
  const value = call.arguments[0]?.value;
  return value?.kind === 'number' ? value.value : undefined;
}

function once(call: Call, seconds: number | undefined, least: number): Finding | undefined {
  if (seconds === undefined || seconds < least) return undefined;
  return {
    at: call.at,
    message: `Sleeps for ${duration(seconds)}, and the task keeps its worker slot meanwhile`,
    cost: slotHours(seconds),
  };
}

function inLoop(
  file: DagFile,
  call: Call,
  loop: Loop,
  seconds: number | undefined,
  least: number,
): Finding | undefined {
  if (loop.kind === 'while') {
    if (seconds !== undefined && seconds < least) return undefined;
    const pause = seconds === undefined ? '' : ` ${duration(seconds)}`;
    return {
      at: call.at,
      message: `Sleeps${pause} in each round of a loop, and the task keeps its worker slot until the loop ends`,
    };
  }
  if (seconds === undefined) return undefined;
  const rounds = knownRounds(file, call);
  const total = rounds === undefined || call.skipsRounds ? undefined : rounds * seconds;
  if (total === undefined ? seconds < least : total < 30) return undefined;
  const sum = total === undefined ? '' : `, ${duration(total)} in all`;
  return {
    at: call.at,
    message: `Sleeps ${duration(seconds)} in each round of a loop${sum}, and the task keeps its worker slot meanwhile`,
    ...(seconds < 30 ? { severity: 'info' as const } : {}),
    ...(total === undefined ? {} : { cost: slotHours(total) }),
  };
}

function slotHours(seconds: number): Cost {
  return {
    payer: 'worker-slots',
    amount: Number((seconds / hour).toFixed(3)),
    unit: 'slot-hours',
    per: 'task try',
  };
}
