/** undici ships types for the package as a whole only; this is the one part loaded by itself. */
declare module 'undici/lib/dispatcher/agent.js' {
  export { Agent as default } from 'undici';
}
