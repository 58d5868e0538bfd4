/** Entities of one kind, found by id and listed in the order they were added. */
export class Table<T extends { id: string }> {
  readonly #byId = new Map<string, T>();
  #list: T[] | undefined;

  add(entity: T): T {
    if (this.#byId.has(entity.id)) throw new Error(`The id ${entity.id} is taken`);
    this.#byId.set(entity.id, entity);
    this.#list?.push(entity);
    return entity;
  }

  get(id: string): T | undefined {
    return this.#byId.get(id);
  }

  remove(id: string): void {
    if (this.#byId.delete(id)) this.#list = undefined;
  }

  /** Kept between calls: a page of 100,000 desktops costs a slice, not a copy of all of them. */
  list(): readonly T[] {
    this.#list ??= [...this.#byId.values()];
    return this.#list;
  }

  clear(): void {
    this.#byId.clear();
    this.#list = undefined;
  }
}
