export const Today = () => <h1>Today</h1>
