/** The attributes that Cognito sends messages to. */
export const CONTACT_ATTRIBUTES: readonly string[] = ['email', 'phone_number']
