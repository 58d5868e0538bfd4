import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';

const algorithm = 'AWS4-HMAC-SHA256';
const signedHeaders = 'content-type;host;x-amz-date;x-amz-target';
const target = 'AmazonSQS.SendMessageBatch';
const contentType = 'application/x-amz-json-1.0';

const agent = new Agent({ keepAlive: true });

/**
 * Queues one message by `node:http` alone: the least that SQS takes, which is one request over a connection that stays
 * open, signed by version 4 with a key that is made once a day. What it takes is what a message in a queue costs whoever
 * sends it, with no library at all.
 *
 * @throws {Error} where SQS does not take it
 */
export function createQueueByHand(queueUrl: string, environment: Readonly<Record<string, string>>) {
  const { hostname, port, host } = new URL(queueUrl);
  const { AWS_REGION: region = '', AWS_ACCESS_KEY_ID: id = '', AWS_SECRET_ACCESS_KEY: secret = '' } = environment;
  let key: { day: string; object: KeyObject } | undefined;

  function authorization(time: string, body: string): string {
    const day = time.slice(0, 8);
    if (key?.day !== day) key = { day, object: signingKey(secret, day, region) };
    const scope = `${day}/${region}/sqs/aws4_request`;
    const headers = `content-type:${contentType}\nhost:${host}\nx-amz-date:${time}\nx-amz-target:${target}\n`;
    const canonical = `POST\n/\n\n${headers}\n${signedHeaders}\n${hash('sha256', body)}`;
    const signature = hmac(key.object, `${algorithm}\n${time}\n${scope}\n${hash('sha256', canonical)}`).toString('hex');
    return `${algorithm} Credential=${id}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
  }

  return async (message: string): Promise<void> => {
    const body = JSON.stringify({ QueueUrl: queueUrl, Entries: [{ Id: '0', MessageBody: message }] });
    const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
    const headers = {
      host,
      'content-type': contentType,
      'content-length': Buffer.byteLength(body),
      'x-amz-date': time,
      'x-amz-target': target,
      authorization: authorization(time, body),
    };
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    request({ agent, hostname, port, method: 'POST', path: '/', headers }, (answer) => resolve(text(answer)))
      .on('error', reject)
      .end(body);
    const { Successful } = JSON.parse(await promise) as { Successful?: unknown[] };
    if (Successful?.length !== 1) throw new Error('SQS has not taken the message');
  };
}

function signingKey(secret: string, day: string, region: string): KeyObject {
  return [day, region, 'sqs', 'aws4_request'].reduce(
    (key, part) => createSecretKey(hmac(key, part)),
    createSecretKey(`AWS4${secret}`, 'utf8'),
  );
}

/** With an object for a key: of plain bytes Node makes one every time, which takes longer than all the rest. */
function hmac(key: KeyObject, content: string): Buffer {
  return createHmac('sha256', key).update(content).digest();
}
