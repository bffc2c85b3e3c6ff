/**
 * A condition endpoint is the address that is asked, just before sending, whether to send. The two APIs check it in two
 * ways.
 *
 * Invariant: never throws. Source: Altinn Notifications, UriRules and UriExtensions.
 */

/** The v1 API's sentence about an address that is none. */
export const INVALID_ENDPOINT = "The condition endpoint must be a valid URL."

/** Whether the v1 API takes the address: http or https, and a host that looks like a public name. */
export const isPublicEndpoint = (address: string): boolean => {
  const host = /^https?:\/\/(?:[^/?#@\\]*@)?([^/?#:@\\]+)(?::\d*)?(?:[/?#]|$)/i.exec(address)?.[1]
  return host !== undefined && /^[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}$/.test(host) && URL.canParse(address)
}

/** What the current API says against the address; empty when it takes it. */
export const endpointProblems = (address: string): ReadonlyArray<string> => {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(address)?.[1]?.toLowerCase()
  const isWellFormed =
    scheme !== undefined && URL.canParse(address) && !/[\s<>"{}|\\^`]|%(?![0-9a-f]{2})/i.test(address)
  return [
    ...(isWellFormed ? [] : ["ConditionEndpoint must be a valid absolute URI or null."]),
    ...(scheme === undefined || scheme === "http" || scheme === "https"
      ? []
      : ["ConditionEndpoint must use http or https scheme."])
  ]
}
