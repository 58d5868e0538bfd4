import type { Entity } from './entities.ts';

/** Told of every change of a world, right after it. `entity` is the live one. */
export type Follower = (change: { what: 'add' | 'change' | 'remove'; entity: Entity }) => void;
