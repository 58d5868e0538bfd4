import { userInfo } from 'node:os';
import { afterAll, describe, expect, test } from 'vitest';
import type { Forecast } from '../../functions/operator/forecast.ts';
import { exitOf, inSeconds } from './hr-sender.ts';
import { startTestStack } from './local-stack.ts';
import { newEmployee } from './people.ts';
import { createCli, run } from './run-cli.ts';

const stack = await startTestStack({ config: { policy: { mode: 'enforce', approval: { moreThanDesktops: 1 } } } });
const { world } = stack;
const { cli, close } = createCli(stack);
afterAll(async () => {
  close();
  await stack.close();
});

function leaverWith(desktops: number) {
  const leaver = newEmployee(world);
  return { leaver, ids: Array.from({ length: desktops }, () => world.addDesktop({ users: [leaver.userName] }).id) };
}

async function caseIn(status: 'held' | 'closed', desktops: number): Promise<string> {
  const caseId = await stack.hr.send(exitOf(leaverWith(desktops).leaver));
  await stack.untilCase(caseId, status);
  return caseId;
}

describe('what a script gets', () => {
  test('0, 1, 2 and 3: done, not found, bad arguments, held', async () => {
    const [closed, held] = [await caseIn('closed', 1), await caseIn('held', 2)];

    const [done, nobody, usage, waiting] = await Promise.all([
      cli(['status', closed]),
      cli(['status', '--user', 'nobody-of-that-name']),
      cli(['status']),
      cli(['status', held]),
    ]);

    expect([done, nobody, usage, waiting].map(({ code }) => code)).toEqual([0, 1, 2, 3]);
    expect(done.stdout).toContain(`${closed}  closed (access-gone)`);
    expect(nobody).toMatchObject({
      stdout: '',
      stderr: expect.stringContaining('no-such-case: There is no case of nobody-of-that-name'),
    });
    expect(usage.stderr).toContain('Say who');
    expect(waiting.stdout).toContain('many-desktops; 0 of 1 agreed');
  });

  test('the answer as JSON, whatever it is', async () => {
    const closed = await caseIn('closed', 1);

    const [done, nobody, usage] = await Promise.all([
      cli(['--json', 'status', closed]),
      cli(['--json', 'status', '--user', 'nobody-of-that-name']),
      cli(['--json', 'cancel', closed]),
    ]);

    expect(JSON.parse(done.stdout)).toMatchObject({ outcome: 'done', data: { case: { caseId: closed } } });
    expect(JSON.parse(nobody.stdout)).toMatchObject({ outcome: 'not-found' });
    expect(JSON.parse(usage.stdout)).toMatchObject({ outcome: 'usage', error: { code: 'bad-arguments' } });
    expect([done, nobody, usage].map(({ code }) => code)).toEqual([0, 1, 2]);
  });

  test('a word on where there is no stack', async () => {
    expect(await cli(['list'], { OFFBOARDING_STACK_FILE: '/dev/null' })).toEqual({
      code: 1,
      stdout: '',
      stderr: 'No local stack is running; start one with: npm start\n',
    });
  });
});

describe('by hand', () => {
  test('somebody is offboarded, and has everything given back', async () => {
    const { leaver, ids } = leaverWith(1);
    const [desktopId = ''] = ids;

    const taken = await cli(['offboard', '--user', leaver.userName, '--reason', 'left today', '--by', 'ann']);
    expect(taken).toMatchObject({ code: 0, stdout: expect.stringContaining('removed') });
    expect(taken.stderr).toMatch(/case-[0-9a-f]{20} closed/);
    expect(world.attachedTo(desktopId)).toEqual([]);
    const [caseId = ''] = /case-[0-9a-f]{20}/.exec(taken.stdout) ?? [];

    const given = await cli(['undo', caseId, '--reason', 'the wrong one', '--by', 'ben']);
    expect(given).toMatchObject({ code: 0, stdout: expect.stringContaining('restored (restored)') });
    expect(given.stdout).toContain('back');
    expect(world.attachedTo(desktopId)).toEqual([leaver.userName]);

    const shown = await cli(['status', caseId, '--trail']);
    expect(shown.stdout).toMatch(/undone by +case-[0-9a-f]{20}/);
    expect(shown.stdout).toMatch(/trail +\d+ lines, unbroken/);
    expect(shown.stdout).toContain('by=ann (unproven) reason=left today');
    expect(shown.stdout).toContain('by=ben (unproven) reason=the wrong one');
  });

  test('somebody is detached from one desktop alone, and gets it back', async () => {
    const { leaver, ids } = leaverWith(2);
    const [desktopId = '', other = ''] = ids;
    const detach = ['detach', '--desktop', desktopId, '--user', leaver.userName];

    const unasked = await cli(detach);
    const looked = await cli([...detach, '--dry-run']);
    expect(unasked).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
    expect(looked).toMatchObject({ code: 0, stdout: expect.stringContaining('goes ahead') });
    expect(world.attachedTo(desktopId)).toEqual([leaver.userName]);

    const taken = await cli([...detach, '--yes', '--reason', 'a mix-up', '--by', 'ann']);
    expect(taken).toMatchObject({ code: 0, stdout: expect.stringContaining('closed (detached)') });
    expect([world.attachedTo(desktopId), world.attachedTo(other)]).toEqual([[], [leaver.userName]]);
    const [caseId = ''] = /case-[0-9a-f]{20}/.exec(taken.stdout) ?? [];
    expect(taken.stdout).toMatch(new RegExp(`only +${desktopId}`));

    const given = await cli(['undo', caseId, '--reason', 'it was theirs']);
    expect(given).toMatchObject({ code: 0, stdout: expect.stringContaining('restored (restored)') });
    expect(world.attachedTo(desktopId)).toEqual([leaver.userName]);
  });

  test('a plan is looked at, agreed to, and carried out', async () => {
    const { leaver, ids } = leaverWith(2);
    const planned = await cli(['plan', '--user', leaver.userName]);
    expect(planned).toMatchObject({ code: 3, stdout: expect.stringContaining('asks people first (many-desktops)') });
    const [, planHash = ''] = /plan +([0-9a-f]{64})/.exec(planned.stdout) ?? [];
    const held = await cli(['offboard', '--user', leaver.userName]);
    expect(held).toMatchObject({ code: 3, stdout: expect.stringContaining(planHash) });
    const [caseId = ''] = /case-[0-9a-f]{20}/.exec(held.stdout) ?? [];

    const other = await cli(['approve', caseId, '--reason', 'fine', '--plan', 'f'.repeat(64)]);
    expect(other).toMatchObject({ code: 1, stdout: '' });
    expect(other.stderr).toContain('another-plan');
    const agreed = await cli(['approve', caseId, '--reason', 'fine', '--plan', planHash]);
    const { case: closed } = await stack.untilCase(caseId, 'closed');

    expect(agreed).toMatchObject({ code: 0, stdout: `${caseId} goes on\n`, stderr: expect.stringContaining(planHash) });
    expect(closed.approval?.approvedBy).toMatchObject([{ by: `${userInfo().username} (unproven)`, reason: 'fine' }]);
    expect(ids.flatMap((id) => world.attachedTo(id))).toEqual([]);
  });

  test('an exit to come is cancelled; one that has ended is not', async () => {
    const { leaver } = leaverWith(1);
    const caseId = await stack.hr.send(exitOf(leaver, { effectiveAt: inSeconds(3600) }));
    await stack.untilCase(caseId, 'scheduled');

    const cancelled = await cli(['cancel', caseId, '--reason', 'stays']);
    const again = await cli(['cancel', caseId, '--reason', 'stays']);

    expect(cancelled).toMatchObject({ code: 0, stdout: expect.stringContaining('cancelled (cancelled)') });
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('already-ended') });
  });

  test('all open cases are planned, and listed by why they are held', async () => {
    const held = await caseIn('held', 2);

    const planned = await cli(['--json', 'plan', '--all']);
    const listed = await cli(['list', '--held', '--reason', 'approval']);
    const none = await cli(['list', '--held', '--reason', 'cap']);

    const { data } = JSON.parse(planned.stdout) as { data: { forecasts: Forecast[] } };
    expect(data.forecasts).toEqual(expect.arrayContaining([expect.objectContaining({ caseId: held, would: 'ask' })]));
    expect(listed.stdout).toContain(held);
    expect(none).toMatchObject({ code: 0, stdout: 'No cases\n' });
  });

  test('everything is stopped, and goes on', async () => {
    const idle = world.addDesktop({ users: [] });
    world.addEip({ desktopId: idle.id });
    const set = await cli(['quarantine', 'set', '--reason', 'to be sure', '--by', 'ann']);
    const shown = await cli(['quarantine', 'show']);
    const kept = await cli(['unbind-eips', idle.id]);
    const cleared = await cli(['quarantine', 'clear', '--reason', 'was nothing', '--allow', '7', '--by', 'ben']);
    const after = await cli(['quarantine', 'show']);
    const unbound = await cli(['unbind-eips', idle.id]);

    expect(set).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/exits: stopped since .*, by ann \(unproven\): to be sure/),
    });
    expect(shown).toMatchObject({ code: 3, stdout: expect.stringContaining('exits: stopped') });
    expect(kept).toMatchObject({ code: 3, stdout: expect.stringContaining('quarantined') });
    expect(unbound).toMatchObject({ code: 0, stdout: expect.stringContaining('unbound') });
    expect(cleared).toMatchObject({ code: 0, stdout: 'exits and savings go on; 0 cases woken\n' });
    expect(after).toMatchObject({ code: 0, stdout: expect.stringMatching(/allowed +7 more until/) });
  });
});

describe('export', () => {
  test('has both times that somebody left', async () => {
    const { leaver, ids } = leaverWith(1);
    const caseId = await stack.hr.send(exitOf(leaver));
    await stack.untilCase(caseId, 'closed');
    const again = world.addDesktop({ users: [leaver.userName] }).id;
    await stack.hr.send(exitOf(leaver));
    await stack.untilCase(caseId, 'closed', ({ desktops }) => desktops.some(({ desktopId }) => desktopId === again));

    const csv = await cli(['export', '--from', inSeconds(-3600), '--to', inSeconds(3600)]);

    const rows = csv.stdout.split('\r\n').filter((line) => line.startsWith(caseId));
    expect(rows).toEqual(
      expect.arrayContaining(
        [...ids, again].map((id) => expect.stringMatching(`closed,access-gone,.*,${id},.*,removed,`)),
      ),
    );
    expect(rows).toHaveLength(2);
  });

  test('streams a period as CSV with one header, or as one object a line', async () => {
    const caseId = await caseIn('closed', 1);
    const [from, to] = [inSeconds(-3600), inSeconds(3600)];

    const csv = await cli(['export', '--from', from, '--to', to]);
    const json = await cli(['export', '--from', from, '--to', to, '--format', 'json']);
    const none = await cli(['export', '--from', '2020-01-01', '--to', '2020-01-02']);
    const wrong = await cli(['export', '--from', 'yesterday']);

    const lines = csv.stdout.trimEnd().split('\r\n');
    expect(csv.code).toBe(0);
    expect(lines.filter((line) => line.includes('case_id'))).toEqual([lines[0]]);
    expect(lines.filter((line) => line.startsWith(caseId))).toHaveLength(1);
    expect(csv.stderr).toMatch(/^(\d+ cases\n)+$/);
    const rows = json.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string>);
    expect(rows).toHaveLength(lines.length - 1);
    expect(rows.find((row) => row['case_id'] === caseId)).toMatchObject({ access: 'removed' });
    expect(none.stdout).toContain('case_id');
    expect(none.stdout).not.toContain('case-');
    expect(wrong).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('2026-11-20') });
  });
});

test('doctor says how things are', async () => {
  expect(await cli(['doctor'])).toMatchObject({ code: 0, stdout: expect.stringContaining('workspace main') });
});

describe('completion', () => {
  test('bash completes commands, options and their values', async () => {
    const script = (await cli(['completion', 'bash'])).stdout;
    const complete = async (line: string) => {
      const ask = `COMP_WORDS=(${line}); COMP_CWORD=$((\${#COMP_WORDS[@]}-1)); __operator_complete; printf '%s\\n' "\${COMPREPLY[@]}"`;
      // Only bash can take the option away from itself that the script sets for whatever is being completed.
      const { stdout } = await run('bash', ['-c', `${script}\ncompopt() { :; }\n${ask}`], process.env);
      return stdout.trim().split('\n');
    };

    expect(await complete('operator quar')).toEqual(['quarantine']);
    expect(await complete('operator quarantine ""')).toEqual(expect.arrayContaining(['set', 'clear', 'show']));
    expect(await complete('operator list --he')).toEqual(['--held', '--help']);
    expect(await complete('operator list --status re')).toEqual(['restoring', 'restored']);
  });

  test.each([
    { shell: 'zsh', has: 'compdef' },
    { shell: 'fish', has: 'complete -c operator' },
  ])('$shell has its own script', async ({ shell, has }) => {
    expect((await cli(['completion', shell])).stdout).toContain(has);
  });
});
