/**
 * Urls of brokers, as options have them. No error repeats one, since it may hold a password.
 */
import { rejected } from "./BrokerError.ts"

/** Reads the url of a broker; fails with an example where it is none. */
export const brokerUrl = (text: string, protocols: RegExp, broker: string, example: string): URL => {
  const url = URL.parse(text)
  if (url !== null && protocols.test(url.protocol) && url.hostname !== "") return url
  throw rejected(`the url of ${broker} cannot be read; write ${example}`)
}
