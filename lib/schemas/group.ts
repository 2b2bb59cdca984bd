import { Type, type Static } from '@sinclair/typebox'
import { nullableString, nullableTime } from './nullable.js'
import { Next, pageQuery } from './paging.js'
import { Closed, GroupName, Username } from './primitives.js'

/** A group, for administrators. */
export const Group = Type.Object(
  {
    name: Type.String({ examples: ['editors'] }),
    description: nullableString(),
    precedence: Type.Union([Type.Integer(), Type.Null()], {
      description:
        'The precedence of the group: of several groups, the IAM role of the lowest number applies.'
    }),
    createdAt: nullableTime(),
    updatedAt: nullableTime()
  },
  { description: 'The group.' }
)

const groupProperties = {
  description: Type.Optional(
    Type.String({
      maxLength: 2048,
      description: 'The description of the group.',
      examples: ['Editors of articles']
    })
  ),
  precedence: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 2_147_483_647,
      description:
        'The precedence of the group: of several groups, the IAM role of the lowest number applies.'
    })
  )
}

/** The body of `POST /admin/groups`. */
export const CreateGroupBody = Closed({ name: GroupName, ...groupProperties })

/** The body of `PATCH /admin/groups/:group`. The name cannot be changed, since tokens contain it. */
export const UpdateGroupBody = Type.Object(groupProperties, {
  additionalProperties: false,
  minProperties: 1,
  description: 'The changes.'
})

/** The path parameters of `/admin/groups/:group`. */
export const GroupParams = Closed({ group: GroupName })
/** The path parameters of `/admin/groups/:group/members/:username`. */
export const GroupUserParams = Closed({
  group: GroupName,
  username: Type.Unsafe<string>({
    ...Username,
    description: 'The username, or an email address, phone number or `sub` that identifies the user.'
  })
})

/** The query of `GET /admin/groups`. */
export const GroupsQuery = Closed(pageQuery(60))
/** A page of groups: the response of `GET /admin/groups`. */
export const Groups = Type.Object(
  { groups: Type.Array(Group), next: Next },
  { description: 'A page of groups.' }
)

export type Group = Static<typeof Group>
export type CreateGroupBody = Static<typeof CreateGroupBody>
export type UpdateGroupBody = Static<typeof UpdateGroupBody>
export type GroupsQuery = Static<typeof GroupsQuery>
export type Groups = Static<typeof Groups>
