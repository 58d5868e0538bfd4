import { STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import { SignatureV4 } from '@smithy/signature-v4';
import { audienceHeader, audienceOf, type ProvenCommand } from '../caller/proof-audience.ts';

/** Long enough for a cold start and a retry. */
const validSeconds = 120;

/** What names a function everywhere: the stack it is in says region and account. */
export function functionArnOf(functionName: string, stackArn: string): string {
  const [, partition, , region, account] = stackArn.split(':');
  return `arn:${partition}:lambda:${region}:${account}:function:${functionName}`;
}

/**
 * Signs who gives commands to a function: for each command a presigned request to STS, which the function presents. It names the
 * function and all of the command, so that it is worth nothing elsewhere.
 */
export function createProver(
  functionArn: string,
  account: STSClientConfig,
): (command: ProvenCommand) => Promise<string> {
  const [, partition, , region = ''] = functionArn.split(':');
  const { config } = new STSClient({ ...account, region });
  const signer = new SignatureV4({ credentials: config.credentials, region, service: 'sts', sha256: config.sha256 });
  const sts = new URL(stsEndpoint(region, partition));
  return async (command) => {
    const { query = {} } = await signer.presign(
      {
        method: 'GET',
        protocol: sts.protocol,
        hostname: sts.hostname,
        path: '/',
        query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
        headers: { host: sts.host, [audienceHeader]: audienceOf(functionArn, command) },
      },
      { expiresIn: validSeconds },
    );
    const signed = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]);
    return `${sts.origin}/?${new URLSearchParams(signed).toString()}`;
  };
}

/** As the SDK has it: what the environment says, and else that of the region. */
function stsEndpoint(region: string, partition: string | undefined): string {
  const { AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL } = process.env;
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return AWS_ENDPOINT_URL_STS ?? AWS_ENDPOINT_URL ?? `https://sts.${region}.${suffix}`;
}
