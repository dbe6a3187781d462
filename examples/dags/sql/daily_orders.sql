INSERT INTO daily_orders (day, orders, revenue)
SELECT date_trunc('day', created_at), count(*), sum(amount)
FROM orders
WHERE created_at >= '{{ data_interval_start }}' AND created_at < '{{ data_interval_end }}'
GROUP BY 1
