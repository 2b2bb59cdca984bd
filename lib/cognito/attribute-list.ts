/** Attributes as Cognito takes them. */
export function attributeList (attributes: Readonly<Record<string, unknown>>): { Name: string, Value: string }[] {
  return Object.entries(asText(attributes)).map(([Name, Value]) => ({ Name, Value }))
}

/** Cognito takes text only, so what an application's own schema lets through as a number or a boolean is written out. */
export function asText (values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]))
}
