import { describe, expect, it } from 'vitest';
import { encode, encodePath, encodeQuery } from '../../../../../functions/shared/workspace-api/call/encode.ts';

describe('encoding', () => {
  it('leaves unreserved characters alone and escapes all others in upper-case hex', () => {
    expect(encode('AZaz09-_.~')).toBe('AZaz09-_.~');
    expect(encode("a b/c+d!'()*")).toBe('a%20b%2Fc%2Bd%21%27%28%29%2A');
    expect(encode('中é')).toBe('%E4%B8%AD%C3%A9');
  });

  it('does not fail over half a character', () => {
    expect(encode('\ud800')).toBe('%EF%BF%BD');
  });
});

describe('a query', () => {
  it('sorts its keys, and the values of a repeated key', () => {
    expect(encodeQuery({ user_names: ['b', 'a'], limit: 500, user_attached: true })).toBe(
      'limit=500&user_attached=true&user_names=a&user_names=b',
    );
  });

  it('escapes each of the values of a repeated key that needs it, after sorting them', () => {
    expect(encodeQuery({ name: ['b&c', 'a', 'b=', 'b'] })).toBe('name=a&name=b&name=b%26c&name=b%3D');
    expect(encodeQuery({ name: ['\ud83d', '\ude00'] })).toBe('name=%EF%BF%BD&name=%EF%BF%BD');
  });

  it('leaves out what is undefined and keeps what is empty', () => {
    expect(encodeQuery({ state: undefined, tag: '' })).toBe('tag=');
    expect(encodeQuery({ a: ['', ''], b: [], c: '1' })).toBe('a=&a=&c=1');
    expect(encodeQuery({})).toBe('');
  });
});

describe('a path', () => {
  it('takes values as single segments', () => {
    expect(encodePath('/v2/{project_id}/desktops/{id}', { project_id: 'p', id: 'a/../b' })).toBe(
      '/v2/p/desktops/a%2F..%2Fb',
    );
  });

  it('refuses a missing value, which would make it another path', () => {
    expect(() => encodePath('/v2/{project_id}/desktops/{id}', { project_id: 'p', id: '' })).toThrow('a value for id');
  });
});
