/** Stands in for Huawei's encryption: opaque to look at, readable through the STS decode API alone. */
export const encodeAuthorizationMessage = (reason: string): string => Buffer.from(reason).toString('base64url');

export const decodeAuthorizationMessage = (encoded: string): string => Buffer.from(encoded, 'base64url').toString();
