import { isLeaving, sentOf } from '../truth.ts';
import type { Invariant } from './invariant.ts';

/**
 * What the provider said last of somebody whom an identity provider keeps is whether they work there, however it has renamed, deleted and
 * created the user. Every exit names the person by their address, and no notice by what Entra's recycle bin, or whoever clears a
 * profile, makes of a name.
 */
export const theIdentityProviderIsUnderstood: Invariant = {
  name: 'the identity provider is understood',
  atEnd({ people }) {
    return [...people.values()].flatMap(({ person: { works, userName }, announced }) => {
      if (works === undefined) return [];
      const notices = announced.map(({ notice }) => notice).filter(({ source }) => source === 'scim');
      const last = notices.toSorted((a, b) => sentOf(a) - sentOf(b)).at(-1);
      const isBinned = notices.some(({ person: { email = '', userName: name = '' } }) =>
        /\d{32}|gone-/.test(email + name),
      );
      const isNameless = notices.some((one) => isLeaving(one) && one.person.email !== `${userName}@example.com`);
      return [
        ...(last && isLeaving(last) === works
          ? [`${userName} ${works ? 'works there and leaves' : 'is gone and stays'}`]
          : []),
        ...(!last && !works ? [`nobody has heard that ${userName} leaves`] : []),
        ...(isBinned ? [`${userName} is named as in the recycle bin`] : []),
        ...(isNameless ? [`${userName} leaves without the address`] : []),
      ];
    });
  },
};
