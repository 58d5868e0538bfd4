import { describe, expect, it } from 'vitest';
import { endpointsFrom } from '../../../../../functions/shared/workspace-api/call/endpoints.ts';

describe('the endpoints of a region', () => {
  it('follow from that of Workspace', () => {
    expect(endpointsFrom('https://workspace.ap-southeast-1.myhuaweicloud.com/')).toEqual({
      workspace: 'https://workspace.ap-southeast-1.myhuaweicloud.com',
      eip: 'https://vpc.ap-southeast-1.myhuaweicloud.com',
      sts: 'https://sts.ap-southeast-1.myhuaweicloud.com',
      iam: 'https://iam.ap-southeast-1.myhuaweicloud.com',
    });
  });

  it('are all one where Workspace is at another kind of address', () => {
    expect(new Set(Object.values(endpointsFrom('http://127.0.0.1:8788')))).toEqual(new Set(['http://127.0.0.1:8788']));
  });

  it('may be named, STS being in fewer regions than Workspace', () => {
    const sts = 'https://sts.ap-southeast-3.myhuaweicloud.com';
    expect(endpointsFrom('https://workspace.la-north-2.myhuaweicloud.com', { sts })).toMatchObject({
      sts,
      eip: 'https://vpc.la-north-2.myhuaweicloud.com',
    });
    expect(() => endpointsFrom('https://workspace.la-north-2.myhuaweicloud.com', { sts: 'sts' })).toThrow(
      'sts endpoint',
    );
  });
});
