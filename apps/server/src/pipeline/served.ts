/** A service joined to its wire protocol. */
import { loadProtocol } from '../protocol/loadProtocol.ts'
import type { Service } from '../services/operation.ts'
import type { Served } from './stages.ts'

/** Loads the model and checks that it has every operation of the table: a misspelt one stops the start. Throws Error. */
export function serve(service: Service): Served {
  const protocol = loadProtocol(service.model)
  for (const { name } of service.operations) {
    if (protocol.operation(name) === undefined) throw new Error(`the model ${service.model} has no operation ${name}`)
  }
  return { service, protocol, operations: new Map(service.operations.map((operation) => [operation.name, operation])) }
}
