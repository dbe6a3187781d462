/** What the extension and the page of the report say to one another. */
import type { WorkspaceFinding, WorkspaceReport } from '../../../server/src/protocol.ts';

export type ToPage =
  | { readonly type: 'analyzing' }
  | { readonly type: 'progress'; readonly text: string }
  | { readonly type: 'report'; readonly report: WorkspaceReport }
  /** The analysis ended without a report; an earlier one stays on the page. */
  | { readonly type: 'stopped'; readonly reason: 'cancelled' | 'failed'; readonly text: string };

export type FromPage =
  | { readonly type: 'ready' }
  | { readonly type: 'analyze' }
  | { readonly type: 'cancel' }
  | { readonly type: 'open'; readonly uri: string; readonly range: WorkspaceFinding['range'] }
  | { readonly type: 'showRule'; readonly url: string };
