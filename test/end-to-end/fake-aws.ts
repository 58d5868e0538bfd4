import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A call as the fake has seen it. */
type AwsCall = { action: string; accessKeyId: string | undefined; region: string | undefined };

/**
 * CloudFormation and STS as far as the command line asks them; everything else is passed on to `behind`, where the functions
 * are. Signatures are read for who signed and where, and not checked.
 *
 * @param stacks the outputs of each stack
 */
export async function startFakeAws(behind: string, stacks: Record<string, Record<string, string>>) {
  const calls: AwsCall[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const form = new URLSearchParams(body.toString());
    const action = form.get('Action') ?? `${request.method} ${request.url}`;
    const [, accessKeyId, region] = /Credential=([^/]+)\/\d+\/([^/]+)/.exec(request.headers.authorization ?? '') ?? [];
    calls.push({ action, accessKeyId, region });
    if (action === 'GetCallerIdentity') return xml(response, 200, identity(accessKeyId));
    if (action === 'DescribeStacks') {
      const outputs = stacks[form.get('StackName') ?? ''];
      return outputs ? xml(response, 200, describe(outputs)) : xml(response, 400, noSuchStack(form.get('StackName')));
    }
    const passed = await fetch(`${behind}${request.url}`, {
      method: request.method ?? 'GET',
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
      body,
    });
    response.writeHead(passed.status, { 'content-type': passed.headers.get('content-type') ?? '' });
    response.end(Buffer.from(await passed.arrayBuffer()));
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

function xml(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/xml' }).end(text);
}

function describe(outputs: Record<string, string>): string {
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  return `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks>
    <member><StackName>s</StackName><CreationTime>2026-11-20T10:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus>
    <Outputs>${members.join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
}

function noSuchStack(name: string | null): string {
  return `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type>
    <Code>ValidationError</Code><Message>Stack with id ${name} does not exist</Message></Error></ErrorResponse>`;
}

function identity(accessKeyId: string | undefined): string {
  return `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
    <Arn>arn:aws:iam::123456789012:user/${accessKeyId}</Arn><UserId>AIDA</UserId><Account>123456789012</Account>
    </GetCallerIdentityResult></GetCallerIdentityResponse>`;
}
