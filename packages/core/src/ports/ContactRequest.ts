/**
 * What a source of contact data is told besides the keys, so that it can filter as the order wants.
 */

/** The circumstances of a look-up. */
export interface ContactRequest {
  /** The order's resource as a slug; empty when there is none. */
  readonly resource: string
  /** Whether contact data older than 18 months are wanted as well. */
  readonly useStaleContactInformation: boolean
}
