import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type Invoked, identifyCaller } from '../../../../functions/operator/caller/identify-caller.ts';
import { createProver } from '../../../../functions/operator/cli/prove-identity.ts';
import { startStsSimulator } from '../../../sts-simulator/start-sts-simulator.ts';

const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:Operator-1';
const user = (name: string, account = '123456789012') => ({
  secret: `secret of ${name}`,
  arn: `arn:aws:iam::${account}:user/${name}`,
  userId: `AIDA${name}`,
});
const sts = await startStsSimulator({
  AKIAANN: user('ann'),
  AKIASTRANGER: user('eve', '999999999999'),
  ASIABEN: {
    secret: 'of a session',
    arn: 'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_1a2b3c4d5e6f7a8b/Ben@corp.example',
    userId: 'AROA1:Ben@corp.example',
    sessionToken: 'FwoG+/==',
  },
});
const regularEnvironment = process.env['AWS_ENDPOINT_URL_STS'];
process.env['AWS_ENDPOINT_URL_STS'] = sts.url;
afterEach(() => {
  delete sts.rules.fault;
  sts.requests.splice(0);
});
afterAll(async () => {
  if (regularEnvironment === undefined) delete process.env['AWS_ENDPOINT_URL_STS'];
  else process.env['AWS_ENDPOINT_URL_STS'] = regularEnvironment;
  await sts.close();
});

const ann = { accessKeyId: 'AKIAANN', secretAccessKey: 'secret of ann' };
const approval = { command: 'approve', by: 'on the phone', input: { caseId: 'case-1', reason: 'seen', planHash: 'f' } };

function prove(
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string },
  arn = functionArn,
) {
  return createProver(arn, { credentials })(approval);
}

function identify(invoked: Invoked, given: { now?: number; sts?: string | undefined; arn?: string } = {}) {
  const options = {
    functionArn: given.arn ?? functionArn,
    now: given.now ?? Date.now(),
    approval: { personalRoles: [] },
  };
  return identifyCaller(invoked, { ...options, sts: 'sts' in given ? given.sts : sts.url });
}

describe('whoever signs', () => {
  it('is an IAM user, beside whom the note is a note', async () => {
    const proof = await prove(ann);

    expect(await identify({ ...approval, proof })).toEqual({
      by: 'arn:aws:iam::123456789012:user/ann (on the phone)',
      principal: 'arn:aws:iam::123456789012:user/ann',
      person: 'user:AIDAann',
      signedAt: expect.any(Number),
    });
    expect(sts.requests[0]?.headers).not.toHaveProperty('authorization');
  });

  it('is a session of a person, by temporary credentials, of whatever version of the function', async () => {
    const proof = await prove({ accessKeyId: 'ASIABEN', secretAccessKey: 'of a session', sessionToken: 'FwoG+/==' });

    expect(await identify({ ...approval, proof }, { arn: `${functionArn}:live` })).toMatchObject({
      person: 'session:ben@corp.example',
    });
  });

  it('proves nothing where nothing is AWS, and the record says so', async () => {
    expect(await identify({ ...approval, proof: await prove(ann) }, { sts: undefined })).toEqual({
      by: 'on the phone (unproven)',
    });
    expect(await identify(approval)).toEqual({ by: 'on the phone (unproven)' });
    expect(sts.requests).toEqual([]);
  });
});

describe('what was signed is worth nothing', () => {
  it.each<[what: string, changed: Partial<Invoked>]>([
    ['another command', { command: 'offboard' }],
    ['another case', { input: { ...approval.input, caseId: 'case-2' } }],
    ['another plan', { input: { ...approval.input, planHash: 'e' } }],
    ['another note', { by: 'ben' }],
    ['no note', { by: undefined }],
  ])('for %s', async (_, changed) => {
    const proof = await prove(ann);

    await expect(identify({ ...approval, ...changed, proof })).rejects.toMatchObject({ code: 'proof-refused' });
  });

  it('for another function', async () => {
    const proof = await prove(ann, functionArn.replace('Operator-1', 'Operator-2'));

    await expect(identify({ ...approval, proof })).rejects.toMatchObject({ code: 'proof-refused' });
  });

  it('by the wrong secret', async () => {
    const proof = await prove({ ...ann, secretAccessKey: 'guessed' });

    await expect(identify({ ...approval, proof })).rejects.toMatchObject({
      code: 'proof-refused',
      message: expect.stringContaining('SignatureDoesNotMatch'),
    });
  });

  it('by somebody of another account', async () => {
    const proof = await prove({ accessKeyId: 'AKIASTRANGER', secretAccessKey: 'secret of eve' });

    await expect(identify({ ...approval, proof })).rejects.toMatchObject({ code: 'proof-of-another-account' });
  });

  it.each([
    ['a little later than it is good for', 121_000],
    ['before it was signed', -180_000],
  ])('%s', async (_, afterMs) => {
    const proof = await prove(ann);

    const given = identify({ ...approval, proof }, { now: Date.now() + afterMs });

    await expect(given).rejects.toMatchObject({ code: 'proof-unusable' });
    expect(sts.requests).toEqual([]);
  });
});

describe('a proof that is none is presented to nobody', () => {
  it.each<[what: string, change: (proof: URL) => string]>([
    ['no address', () => 'not an address'],
    ['another host', (proof) => proof.href.replace(proof.host, 'evil.example')],
    ['another port', (proof) => proof.href.replace(proof.host, '127.0.0.1:1')],
    ['another scheme', (proof) => proof.href.replace('http:', 'ftp:')],
    ['a name before the host', (proof) => proof.href.replace('http://', 'http://sts@')],
    ['another path', (proof) => proof.href.replace('/?', '/latest/meta-data?')],
    ['a fragment', (proof) => `${proof.href}#more`],
    ['another action', (proof) => proof.href.replace('GetCallerIdentity', 'AssumeRole')],
    ['a parameter more', (proof) => `${proof.href}&RoleArn=x`],
    ['a parameter twice', (proof) => `${proof.href}&Action=GetCallerIdentity`],
    ['a parameter less', (proof) => proof.href.replace('Version=2011-06-15&', '')],
    ['a parameter called like what objects have', (proof) => `${proof.href}&constructor=x`],
    ['fewer signed headers', (proof) => proof.href.replace('host%3Bx-offboarding-audience', 'host')],
    ['the key of another service', (proof) => proof.href.replace('%2Fsts%2F', '%2Fs3%2F')],
    ['a time that is none', (proof) => proof.href.replace(/X-Amz-Date=\d{8}/, 'X-Amz-Date=99999999')],
  ])('%s', async (_, change) => {
    const proof = change(new URL(await prove(ann)));

    await expect(identify({ ...approval, proof })).rejects.toMatchObject({ code: 'proof-unusable' });
    expect(sts.requests).toEqual([]);
  });
});

describe('where STS does not answer as it should', () => {
  it.each(['redirect', 'unavailable', 'endless', 'not-json'] as const)(
    '%s: the command goes on, and the record says that nothing is proven',
    async (fault) => {
      const proof = await prove(ann);
      sts.rules.fault = fault;

      expect(await identify({ ...approval, proof })).toEqual({
        by: 'on the phone (unproven: STS did not answer)',
        unchecked: expect.any(String),
      });
    },
  );

  it('is not waited for long', async () => {
    const proof = await prove(ann);
    sts.rules.fault = 'silent';

    expect(await identify({ ...approval, proof })).toMatchObject({ unchecked: 'no answer in time' });
  }, 10_000);
});
