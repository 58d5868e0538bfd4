/** `yyyy-MM-ddTHH:mm:ssZ`, as the service writes times. */
export const isoSeconds = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
