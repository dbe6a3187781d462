/** Hands diagnostics out: on request where the client asks, by notification where it does not. */
import {
  type CancellationToken,
  type Connection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver';
import { type Status, statusNotification } from '../protocol.ts';
import type { ClientFeatures } from './client-features.ts';
import { relatedFiles, toDiagnostic } from './diagnostics.ts';
import { message, type OpenFiles, type Snapshot, stale } from './open-files.ts';
import { loadTexts, type TextSource } from './project-texts.ts';

/** How long a client without pull has to stop typing. */
const quietMilliseconds = 150;

export interface Publisher {
  /** Answers `textDocument/diagnostic`. */
  pull(
    uri: string,
    previous: string | undefined,
    token: CancellationToken,
  ): Promise<DocumentDiagnosticReport>;
  opened(uri: string): void;
  changed(uri: string): void;
  saved(uri: string): void;
  closed(uri: string): void;
  /** The project or the settings have changed: everything handed out is out of date. */
  refresh(): void;
  /** Sends `dagperf/status` to a client that takes it. */
  status(next: Status): void;
  dispose(): void;
}

export interface PublisherHost {
  readonly connection: Connection;
  readonly files: OpenFiles;
  readonly texts: TextSource;
  features(): ClientFeatures;
  log(line: string): void;
}

export function openPublisher(host: PublisherHost): Publisher {
  const { connection, files } = host;
  const timers = new Map<string, NodeJS.Timeout>();
  /** The result each client-side list of diagnostics comes from. */
  const given = new Map<string, Snapshot>();

  const status = (next: Status): void => {
    if (host.features().status) void connection.sendNotification(statusNotification, next);
  };
  const diagnosticsOf = async (snapshot: Snapshot): Promise<Diagnostic[]> => {
    const findings = snapshot.report?.findings ?? [];
    const { relatedInformation } = host.features();
    const texts = await loadTexts(snapshot, relatedInformation ? relatedFiles(findings) : [], host.texts);
    files.assertCurrent(snapshot);
    return findings.map((finding) => toDiagnostic(finding, texts, relatedInformation));
  };
  const give = (snapshot: Snapshot): void => {
    given.set(snapshot.uri, snapshot);
    const findings = snapshot.report?.findings.length ?? 0;
    status({ state: 'idle', uri: snapshot.uri, findings, ...circumstances(snapshot) });
  };
  /** With `run: onSave` what was handed out stays until the next save, unless the settings or the project changed. */
  const waitsForSave = async (uri: string): Promise<boolean> => {
    const last = given.get(uri);
    if (last === undefined || !files.edited(uri) || last.state.settings.run !== 'onSave') return false;
    return last.state === (await files.state(uri));
  };

  const publish = async (uri: string): Promise<void> => {
    try {
      if (await waitsForSave(uri)) return;
      const snapshot = await files.snapshot(uri);
      if (snapshot === undefined) return;
      const diagnostics = await diagnosticsOf(snapshot);
      give(snapshot);
      await connection.sendDiagnostics({ uri, version: snapshot.version, diagnostics });
    } catch (error) {
      if (isStale(error)) return;
      host.log(`${uri}: ${message(error)}`);
    }
  };
  const schedule = (uri: string, delay: number): void => {
    clearTimeout(timers.get(uri));
    if (host.features().pull) return;
    timers.set(
      uri,
      setTimeout(() => {
        timers.delete(uri);
        void publish(uri);
      }, delay),
    );
  };
  const askToPull = (): void => {
    if (!host.features().pullRefresh) return;
    connection.languages.diagnostics.refresh().catch((error: unknown) => host.log(message(error)));
  };

  return {
    status,
    async pull(uri, previous, token) {
      const version = files.version(uri);
      await nextTurn();
      if (token.isCancellationRequested) throw cancelled();
      if (version !== files.version(uri)) throw stale();
      const last = given.get(uri);
      if (last !== undefined && last.resultId === previous && (await waitsForSave(uri))) {
        return { kind: 'unchanged', resultId: previous };
      }
      const snapshot = await files.snapshot(uri);
      if (token.isCancellationRequested) throw cancelled();
      if (snapshot === undefined) return { kind: 'full', items: [] };
      if (version !== snapshot.version) throw stale();
      const items = await diagnosticsOf(snapshot);
      if (token.isCancellationRequested) throw cancelled();
      give(snapshot);
      const { resultId } = snapshot;
      return previous === resultId ? { kind: 'unchanged', resultId } : { kind: 'full', resultId, items };
    },
    opened: (uri) => schedule(uri, 0),
    changed: (uri) => schedule(uri, quietMilliseconds),
    saved(uri) {
      schedule(uri, 0);
      if (given.get(uri)?.state.settings.run === 'onSave') askToPull();
    },
    closed(uri) {
      clearTimeout(timers.get(uri));
      timers.delete(uri);
      given.delete(uri);
      if (!host.features().pull) void connection.sendDiagnostics({ uri, diagnostics: [] });
    },
    refresh() {
      for (const uri of files.uris()) schedule(uri, 0);
      askToPull();
    },
    dispose() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}

/** Lets messages that have arrived already (a cancellation, the next edit) come first. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function cancelled(): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled');
}

/** Why there are no findings, or what they hold for. */
function circumstances({ skipped, state }: Snapshot): Pick<Status, 'skipped' | 'airflowVersion'> {
  if (skipped !== undefined) return { skipped };
  const { target } = state.workspace.project;
  return target === undefined ? {} : { airflowVersion: `${target.version} (${target.reason})` };
}

function isStale(error: unknown): boolean {
  return error instanceof ResponseError && error.code === LSPErrorCodes.ServerCancelled;
}
