export { historyStart, monday, mondays } from './calendar.ts'
export { advanceTo, breakSchema, createWarehouses, type WarehouseOptions } from './simulator.ts'
