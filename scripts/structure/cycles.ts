export type Graph = Map<string, Set<string>>;

/** Groups of nodes that reach each other (Tarjan's strongly connected components), each sorted. */
export function cyclesOf(graph: Graph): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const found: string[][] = [];

  function visit(node: string) {
    order.set(node, order.size);
    lowest.set(node, order.size - 1);
    open.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!order.has(next)) visit(next);
      if (open.includes(next)) lowest.set(node, Math.min(placeOf(lowest, node), placeOf(lowest, next)));
    }
    if (lowest.get(node) !== order.get(node)) return;
    const group = open.splice(open.indexOf(node));
    if (group.length > 1) found.push(group.sort());
  }

  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return found;
}

function placeOf(numbers: Map<string, number>, node: string): number {
  return numbers.get(node) ?? Number.POSITIVE_INFINITY;
}
