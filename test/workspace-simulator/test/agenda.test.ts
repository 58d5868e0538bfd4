import { expect, it } from 'vitest';
import { Agenda } from '../world/agenda.ts';

it('what is due happens in order of time, at its own time, however late it is looked at', () => {
  const agenda = new Agenda();
  const happened: string[] = [];
  const note = (name: string) => (at: number) => void happened.push(`${name} at ${at}`);
  agenda.add(20, note('second'));
  agenda.add(10, note('first'));
  agenda.add(30, note('third'));
  agenda.settle(25);
  expect(happened).toEqual(['first at 10', 'second at 20']);
  agenda.settle(100);
  expect(happened.at(-1)).toBe('third at 30');
});

it('what follows from what happened happens too, if it is due', () => {
  const agenda = new Agenda();
  const happened: number[] = [];
  agenda.add(10, (at) => agenda.add(at + 5, (then) => void happened.push(then)));
  agenda.settle(20);
  expect(happened).toEqual([15]);
});
