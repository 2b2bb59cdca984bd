/** AWS WAF. */
import { defineCheck } from '../check.js'

export const waf = defineCheck({
  id: 'waf',
  severity: 'info',
  title: 'A web ACL of AWS WAF protects the pool',
  when: 'no web ACL is associated with the user pool. It needs `@aws-sdk/client-wafv2`',
  why:
    'The Cognito API is public, past the rate limits of the application: the ID of the app client is ' +
    'enough to try passwords and to send codes. A web ACL limits requests by IP address. It costs money. ' +
    'See [web ACLs](https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-waf.html).',
  reads: ['webAcl'],
  examine: ({ webAcl }) => {
    if (webAcl !== null) return []
    return [
      {
        read: { WebACL: null },
        found: 'No web ACL limits requests to the user pool.',
        fix: 'Associate a web ACL with a rate-based rule.',
        console: 'Security > AWS WAF'
      }
    ]
  }
})
