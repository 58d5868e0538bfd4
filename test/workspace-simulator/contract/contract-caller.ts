/** What became of a write, for one desktop. */
export type Outcome = { desktopId: string; outcome: 'done' | 'failed' | 'unknown'; code?: string; jobId?: string };

/** A desktop as a caller sees it. */
export type Seen = {
  id: string;
  users: string[];
  groups: string[];
  attachState: string;
  status: string;
  type: string;
  tags: Record<string, string>;
};

/** A call that was refused, as its caller is told. */
type Refused = { status: number; code: string; message: string; requestId: string };

/** A user, or a user group, of a pool. */
export type Member = { id: string; name: string; type: 'USER' | 'USER_GROUP' };

/**
 * What the contract suite asks of the service. Two callers answer it: plain signed HTTP, and the product's client.
 * What either of them reads differently from the other shows up as a case that fails for one of them.
 */
export type ContractCaller = {
  desktopsOf(userNames: string[]): Promise<Seen[]>;
  desktopsById(ids: string[]): Promise<{ id: string; users: string[] }[]>;
  tagsOf(desktopId: string): Promise<Record<string, string>>;
  eips(state: 'bind' | 'unbind'): Promise<{ id: string; desktopId: string | null }[]>;
  publicIps(): Promise<{ id: string; isBound: boolean; isPrepaid: boolean }[]>;
  users(names: string[]): Promise<{ id: string; name: string; locked: boolean; groups: string[] }[]>;
  groups(): Promise<{ id: string; name: string }[]>;
  pools(): Promise<{ id: string; name: string }[]>;
  poolUsers(poolId: string): Promise<Member[]>;
  /** What listing the EIPs is refused with in the end; undefined when it is not. */
  refusal(): Promise<Refused | undefined>;

  detachUser(desktopId: string, user: { id: string; name: string }): Promise<Outcome>;
  detachEverybody(desktopIds: string[]): Promise<Outcome[]>;
  attach(desktopId: string, userName: string): Promise<Outcome>;
  unbind(desktopIds: string[]): Promise<Outcome[]>;
  bind(eipId: string, desktopId: string): Promise<Outcome>;
  stop(desktopIds: string[]): Promise<Outcome[]>;
  logOff(desktopIds: string[]): Promise<Outcome[]>;
  /** Whether it was done. */
  lock(userId: string): Promise<boolean>;
  unlock(userId: string): Promise<boolean>;
  removeFromPool(poolId: string, member: Member): Promise<boolean>;
  addToPool(poolId: string, member: Member): Promise<boolean>;
  removeFromGroup(groupId: string, userId: string): Promise<boolean>;
  addToGroup(groupId: string, userId: string): Promise<boolean>;
  release(eipId: string): Promise<boolean>;
};
