type Appointment = { at: number; run: (at: number) => void };

/** What will happen later, in order of time. Nothing runs by itself: whoever looks at the world settles it first. */
export class Agenda {
  #appointments: Appointment[] = [];

  add(at: number, run: (at: number) => void): void {
    let index = this.#appointments.length;
    // Almost always the last: most delays are equally long.
    while (index > 0 && (this.#appointments[index - 1]?.at ?? 0) > at) index -= 1;
    this.#appointments.splice(index, 0, { at, run });
  }

  /** Runs what is due, each at its own time, however late it is looked at. */
  settle(now: number): void {
    const due = this.#appointments.filter((appointment) => appointment.at <= now);
    if (due.length === 0) return;
    this.#appointments = this.#appointments.slice(due.length);
    for (const appointment of due) appointment.run(appointment.at);
    this.settle(now);
  }

  clear(): void {
    this.#appointments = [];
  }
}
