/**
 * Circles in a graph, found without recursion: which nodes lead back to one another (Tarjan's strongly connected
 * components).
 */

/** A number for each node that can be reached; two nodes share it exactly when each leads to the other. */
export const componentsOf = <Node>(
  roots: Iterable<Node>,
  nextOf: (node: Node) => ReadonlyArray<Node>
): ReadonlyMap<Node, number> => {
  const components = new Map<Node, number>()
  const order = new Map<Node, number>()
  const lowest = new Map<Node, number>()
  const open: Array<Node> = []
  const visit = (root: Node): void => {
    const path: Array<{ readonly node: Node; readonly rest: Array<Node> }> = []
    const enter = (node: Node): void => {
      order.set(node, order.size)
      lowest.set(node, order.size - 1)
      open.push(node)
      path.push({ node, rest: [...nextOf(node)] })
    }
    const lower = (node: Node, to: number | undefined): void => {
      if (to !== undefined) lowest.set(node, Math.min(lowest.get(node) ?? to, to))
    }
    enter(root)
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { node, rest } = top
      const next = rest.pop()
      if (next !== undefined) {
        if (!order.has(next)) enter(next)
        else if (!components.has(next)) lower(node, order.get(next))
        continue
      }
      path.pop()
      const around = path.at(-1)
      if (around !== undefined) lower(around.node, lowest.get(node))
      if (lowest.get(node) !== order.get(node)) continue
      const component = order.get(node) ?? 0
      for (let member = open.pop(); member !== undefined; member = open.pop()) {
        components.set(member, component)
        if (member === node) break
      }
    }
  }
  for (const root of roots) if (!order.has(root)) visit(root)
  return components
}
