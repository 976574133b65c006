import type { Dataset, LineageNode } from '@sluice/server'
import { Box, Database, Send, Shapes, Table2 } from 'lucide-react'
import type { ComponentType } from 'react'
import { useLocation } from 'wouter'
import { Graph, type GraphBox } from '../../components/graph/graph.tsx'
import { counted } from '../../format/numbers.ts'
import { pathTo } from '../../format/path-to.ts'

const icons: Readonly<Record<LineageNode['kind'], ComponentType<{ readonly size?: number }>>> = {
  source: Database,
  step: Box,
  dataset: Table2,
  model: Shapes,
  destination: Send,
}

/** Where a dataset comes from and what was made of it. */
export function Lineage({ lineage: { nodes, edges } }: { readonly lineage: Dataset['lineage'] }) {
  const [, go] = useLocation()
  const open = (id: string) => {
    const path = pathOfNode(nodes.find(node => node.id === id))
    if (path !== undefined) go(path)
  }
  return (
    <Graph
      label="Lineage, from sources to destinations"
      boxes={nodes.map(asBox)}
      edges={edges}
      chosen={nodes.find(({ depth, kind }) => depth === 0 && kind === 'dataset')?.id}
      onChoose={open}
    />
  )
}

function asBox({ id, kind, name, rows, at }: LineageNode): GraphBox {
  const Icon = icons[kind]
  return {
    id,
    label: `${kind} ${name}`,
    content: (
      <>
        <span className="quiet mark-holder" aria-hidden="true">
          <Icon size={15} />
        </span>
        <div>
          <span className="cut graph-name" title={name}>
            {name || (at?.step ?? kind)}
          </span>
          <small className="cut">{rows === undefined ? kind : counted(rows, 'row')}</small>
        </div>
      </>
    ),
  }
}

function pathOfNode(node: LineageNode | undefined): string | undefined {
  if (node === undefined) return undefined
  if (node.kind === 'dataset' && node.digest !== undefined) return pathTo.dataset(node.digest)
  if (node.kind === 'model') return pathTo.model(node.name)
  return node.at === undefined ? undefined : pathTo.run(node.at.run, node.at.step)
}
