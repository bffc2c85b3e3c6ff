/**
 * A scope says what a token may be used for. The scope for orders is the platform's own; those that start with `adressat:`
 * are this project's, and whoever runs the front door has them made at the issuer.
 */

/** Each scope, with what it allows. */
export const scopes = {
  "altinn:serviceowner/notifications.create":
    "Place orders, read one's own orders and decisions, and ask who would be notified",
  "adressat:policies.write": "Publish one's own rule sets and policies, and read, review and compare them",
  "adressat:delivery-reports.write": "Tell what became of messages",
  "altinn:notifications.support.admin":
    "Read how an order of any service owner was decided, without names and addresses"
} as const

/** What a token may be used for. */
export type Scope = keyof typeof scopes

/** The scope for placing and reading orders. */
export const ORDERS_SCOPE = "altinn:serviceowner/notifications.create"

/** The scope for publishing rule sets and policies. */
export const POLICIES_SCOPE = "adressat:policies.write"

/** The scope for delivery reports. */
export const REPORTS_SCOPE = "adressat:delivery-reports.write"

/** The scope of support, which sees every service owner's orders in a redacted form. */
export const SUPPORT_SCOPE = "altinn:notifications.support.admin"
