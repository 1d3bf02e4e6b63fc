export const Board = () => <h1>Board</h1>
