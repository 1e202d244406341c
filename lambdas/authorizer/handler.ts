/** Authenticates a call; the identity capability fills this in. */
export const handler = (): Promise<{ isAuthorized: boolean }> => Promise.resolve({ isAuthorized: false });
