/** A copy of plain data without any `place`, for comparing what two texts say. */
export const withoutPlaces = (data: unknown): unknown => {
  if (Array.isArray(data)) return data.map(withoutPlaces)
  if (typeof data !== "object" || data === null) return data
  return Object.fromEntries(
    Object.entries(data)
      .filter(([name]) => name !== "place")
      .map(([name, value]) => [name, withoutPlaces(value)])
  )
}
