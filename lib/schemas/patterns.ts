/** The characters of usernames and of names of groups, as the Cognito API accepts them. */
export const NAME_PATTERN = '^[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+$'
