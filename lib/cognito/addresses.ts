/** The attributes that Cognito sends messages to. */
export const ADDRESSES: readonly string[] = ['email', 'phone_number']
