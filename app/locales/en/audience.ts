export const audience = {} as const;
