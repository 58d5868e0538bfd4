import type { Effect, History, Saved } from '../history.ts';
import type { ServiceCall } from '../simulated-service.ts';

/**
 * Something that always holds. Each check is told of one thing that has just happened, and says in words what is wrong with
 * it; undefined where nothing is. All of them are pure.
 */
export type Invariant = {
  name: string;
  /** The world has changed. */
  onEffect?(effect: Effect, history: History): string | undefined;
  /** A write is about to be carried out by the service. */
  onWrite?(call: ServiceCall, history: History): string | undefined;
  /** A case was saved. */
  onSave?(save: Saved, history: History): string | undefined;
  /** A worker has ended with an error. */
  onFailure?(worker: string, error: unknown): string | undefined;
  /** Everything has had its time, undisturbed. */
  atEnd?(history: History): readonly string[];
};
