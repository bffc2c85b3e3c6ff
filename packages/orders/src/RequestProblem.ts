/**
 * A request problem is one thing wrong with the body of a request: the path and sentence that the platform would give, and
 * beside them a JSON pointer into the body.
 *
 * Invariant: a problem never repeats what was found in the body, so that it holds no personal data. Source: Altinn
 * Notifications, ValidationProblemDetails; RFC 6901 for pointers.
 */

/** One thing wrong with a request. */
export interface RequestProblem {
  /** `error`: the platform refuses the request. `warning`: it takes the request, and fails with it later. */
  readonly severity: "error" | "warning"
  /** The property as the platform names it, such as `Reminders[0].Recipient.RecipientSms.PhoneNumber`; empty for the request. */
  readonly path: string
  /** The platform's sentence. */
  readonly message: string
  /** The place in the body, such as `/reminders/0/recipient/recipientSms/phoneNumber`; empty for the whole body. */
  readonly pointer: string
}

/** A body that was read: the value, perhaps with warnings, or everything wrong with it at once. */
export interface ReadRequest<A> {
  readonly value: A
  readonly warnings: ReadonlyArray<RequestProblem>
}

/** The errors as the platform's answer with status 400 has them: sentences by path. */
export const errorsByPath = (
  problems: ReadonlyArray<RequestProblem>
): Readonly<Record<string, ReadonlyArray<string>>> => {
  const errors = new Map<string, Array<string>>()
  for (const { message, path, severity } of problems) {
    if (severity !== "error") continue
    const messages = errors.get(path) ?? []
    if (!messages.includes(message)) messages.push(message)
    errors.set(path, messages)
  }
  return Object.fromEntries(errors)
}
