/** The account and region that everything local claims to be in; the ones the SQS emulator uses. */
export const accountId = '000000000000';
export const region = 'us-east-1';

/** What SDK clients sign with. The local endpoint reads a signature for its scope and does not check it. */
export const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

export function arnOf(service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`;
}

/** The last part of an ARN: the name of a queue, function or schedule. A plain name is returned as it is. */
export function nameInArn(arn: string): string {
  return arn.split(/[:/]/).at(-1) ?? arn;
}

/** A queue's URL at the local endpoint. The SDK calls the host in it, whatever its endpoint is, so it must be this one. */
export function queueUrlOf(arn: string, aws: string): string {
  return `${aws}/${accountId}/${nameInArn(arn)}`;
}
