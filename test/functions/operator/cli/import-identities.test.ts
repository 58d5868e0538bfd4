import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { CallOperator } from '../../../../functions/operator/cli/call-operator.ts';
import { importIdentities } from '../../../../functions/operator/cli/import-identities.ts';
import type { MappedIdentity } from '../../../../functions/shared/offboarding/identity/identity.ts';

const folder = mkdtempSync(join(tmpdir(), 'identities-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('importing who people are on Workspace', () => {
  it('takes every identifier that is filled in', async () => {
    const { imported, calls } = await importing(
      'id,email,userName,workspaceUserName\nE1,,ann,alee\n,b@example.com,,bob\n',
    );

    expect(imported).toEqual({ imported: 2, rejected: [] });
    expect(calls.flat()).toEqual([
      { person: { id: 'E1', userName: 'ann' }, workspaceUserName: 'alee' },
      { person: { email: 'b@example.com' }, workspaceUserName: 'bob' },
    ]);
  });

  it('reports each wrong line with its number, and imports the others', async () => {
    const lines = ['id,email,workspaceUserName', 'E1,,alee', ',,nobody', 'E3,no address,x', 'E4', 'E5,,', 'E6,,fay'];

    const { imported, calls } = await importing(`${lines.join('\r\n')}\r\n`);

    expect(calls.flat().map(({ workspaceUserName }) => workspaceUserName)).toEqual(['alee', 'fay']);
    expect(imported.rejected.map(({ line }) => line)).toEqual([3, 4, 5, 6]);
    expect(imported.rejected.map(({ problem }) => problem)).toEqual([
      expect.stringContaining('at least one of id, email, userName'),
      expect.stringContaining('must be an e-mail address'),
      'it has 1 columns, the first line 3',
      expect.stringContaining('workspaceUserName'),
    ]);
  });

  it.each(['"E2,,bob', 'E2,"b"ob,x', 'E2,b"ob,x'])(
    'loses to a stray quotation mark, as in %s, that one line',
    async (wrong) => {
      const { imported, calls } = await importing(
        `id,email,workspaceUserName\nE1,,alee\n${wrong}\nE3,,cleo\n"E4",,"dan"\n`,
      );

      expect(calls.flat().map(({ workspaceUserName }) => workspaceUserName)).toEqual(['alee', 'cleo', 'dan']);
      expect(imported.rejected).toEqual([{ line: 3, problem: expect.stringMatching(/Quote(?!.* line 1)/) }]);
    },
  );

  it('reports each line that is not in UTF-8, as spreadsheets save it, and guesses no name', async () => {
    const lines = ['id,workspaceUserName', 'M\xfcller,mueller', 'E2,bob', 'M\xf6ller,moeller'];

    const { imported, calls } = await importing(Buffer.from(lines.join('\n'), 'latin1'));

    expect(calls.flat().map(({ person }) => person)).toEqual([{ id: 'E2' }]);
    expect(imported.rejected.map(({ line }) => line)).toEqual([2, 4]);
    expect(imported.rejected[0]?.problem).toContain('UTF-8');
    await expect(importing(Buffer.from('id,workspaceUserName\xe4', 'latin1'))).rejects.toThrow('UTF-8');
  });

  it('takes UTF-8 with a mark at its beginning, as spreadsheets save that', async () => {
    const { calls } = await importing('\uFEFFid,workspaceUserName\r\n张三,zhangsan\r\nMüller,mueller\r\n');

    expect(calls.flat().map(({ person }) => person)).toEqual([{ id: '张三' }, { id: 'Müller' }]);
  });

  it('refuses all lines that map somebody to different Workspace users: it does not guess which is right', async () => {
    const lines = [
      'E1,ann@example.com,alee',
      'E2,bob@example.com,bob',
      'e1,,other',
      'E3,ANN@example.com,cleo',
      'E1,,ALEE',
    ];

    const { imported, calls } = await importing(`id,email,workspaceUserName\n${lines.join('\n')}\n`);

    expect(calls.flat().map(({ workspaceUserName }) => workspaceUserName)).toEqual(['bob']);
    expect(imported).toMatchObject({ imported: 1 });
    expect(imported.rejected).toEqual([
      { line: 2, problem: 'line 4 maps the same person to another Workspace user' },
      { line: 4, problem: 'line 2 maps the same person to another Workspace user' },
      { line: 5, problem: 'line 2 maps the same person to another Workspace user' },
      { line: 6, problem: 'line 4 maps the same person to another Workspace user' },
    ]);
  });

  it('sends a hundred lines a call, and tells how far it is', async () => {
    const rows = Array.from({ length: 250 }, (_, index) => `E${index},user${index}`);

    const { calls, told } = await importing(`id,workspaceUserName\n${rows.join('\n')}`);

    expect(calls.map((lines) => lines.length)).toEqual([100, 100, 50]);
    expect(told).toEqual([100, 200, 250]);
  });

  it.each([
    'id,email\nE1,a@example.com\n',
    'id,name,workspaceUserName\nE1,Ann,alee\n',
    'id,id,workspaceUserName\nE1,E2,alee\n',
    'id;workspaceUserName\nE1;alee\n',
    '"id,workspaceUserName\nE1,alee\n',
    '',
    '\n',
  ])(
    'refuses, as wrong usage, columns that it does not know or knows already, or the lack of the one it needs: %j',
    async (csv) => {
      const refusal = importing(csv);
      await expect(refusal).rejects.toThrow(
        'The first line must name the columns, each once: workspaceUserName, and of id, email, userName those that there are',
      );
      await expect(refusal).rejects.toMatchObject({ exitCode: 2 });
    },
  );

  it('stops where the function refuses', async () => {
    await expect(importIdentities(fileOf('id,workspaceUserName\nE1,alee\n'), refuse, () => {})).rejects.toThrow(
      'no table',
    );
  });
});

const refuse: CallOperator = async () => ({
  outcome: 'failed',
  error: { code: 'x', message: 'no table', details: [] },
});

async function importing(csv: string | Buffer) {
  const calls: MappedIdentity[][] = [];
  const told: number[] = [];
  const call: CallOperator = async (_command, input) => {
    calls.push((input as { identities: MappedIdentity[] }).identities);
    return { outcome: 'done' };
  };
  const imported = await importIdentities(fileOf(csv), call, (count) => told.push(count));
  return { imported, calls, told };
}

function fileOf(csv: string | Buffer): string {
  const file = join(folder, 'identities.csv');
  writeFileSync(file, csv);
  return file;
}
