import { describe, expect, test } from 'vitest';
import { sources } from '../../../../functions/hr-webhook/sources.ts';
import { parseConfig } from '../../../../infra/config.ts';

describe.each([...sources.values()])('the options of $name', ({ name, options }) => {
  test('may all be left out', () => {
    expect(parseConfig({ hr: { sources: { [name]: {} } } }).hr.sources).toHaveProperty(name);
  });

  test('come out of the configuration as the function takes them in: they pass both', () => {
    const configured = parseConfig({ hr: { sources: { [name]: {} } } }).hr.sources[name];
    expect(options.parse(JSON.parse(JSON.stringify(configured)))).toEqual(configured);
  });

  test('are those that there are: another is refused', () => {
    const wrong = { hr: { sources: { [name]: { pigeons: true } } } };
    expect(() => parseConfig(wrong)).toThrow(`offboarding.hr.sources.${name}.pigeons: there is no such option`);
  });
});

test('what is wrong with an option is said in words', () => {
  const wrong = {
    gusto: { timeZone: 'Pacific' },
    bamboohr: { actOnUpdate: 'yes' },
    personio: { signatureHeader: 'X' },
  };
  expect(() => parseConfig({ hr: { sources: wrong } })).toThrow(
    expect.objectContaining({
      problems: [
        'offboarding.hr.sources.bamboohr.actOnUpdate: expected true or false, got "yes"',
        'offboarding.hr.sources.personio.signatureHeader: expected the name of a header in lower case, got "X"',
        'offboarding.hr.sources.gusto.timeZone: expected a time zone name such as "Asia/Singapore" or "America/Los_Angeles", got "Pacific"',
      ],
    }),
  );
});

const addressIn = (apiAddress: string) => parseConfig({ hr: { sources: { hibob: { apiAddress } } } });

describe('the address of an HR API', () => {
  test.each(['https://api.hibob.com', 'https://hr.example.com:8443', 'http://127.0.0.1:8080', 'http://localhost:8080'])(
    'may be %s',
    (address) => {
      expect(addressIn(address).hr.sources['hibob']).toMatchObject({ apiAddress: address });
    },
  );

  test.each([
    'http://api.hibob.com',
    'http://127.0.0.1.example.com',
    'http://169.254.169.254',
    'https://api.hibob.com/v1',
    'https://api.hibob.com/',
    'https://user:password@api.hibob.com',
    'file:///etc/passwd',
    'api.hibob.com',
    '',
  ])('may not be %s: https alone, and nothing but a host', (address) => {
    expect(() => addressIn(address)).toThrow('expected an https:// address without a path');
  });
});
