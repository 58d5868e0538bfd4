/** Stands in for Huawei's encryption: opaque to look at. */
export const encodeAuthorizationMessage = (reason: string): string => Buffer.from(reason).toString('base64url');
