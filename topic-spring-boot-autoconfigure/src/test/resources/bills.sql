create table bills (order_id varchar(20) not null);
