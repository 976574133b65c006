import type { ExprNode } from '../node/node.ts'
import type { CompiledExpressions } from './compiled.ts'
import { compileJs } from './generate.ts'
import { interpretJs } from './interpret.ts'

/** Generated code where the host allows it, else the interpreter; both give the same bits. */
export function compileBest(outputs: Readonly<Record<string, ExprNode>>): CompiledExpressions {
  try {
    return compileJs(outputs)
  } catch (error) {
    if (error instanceof EvalError) return interpretJs(outputs)
    throw error
  }
}
