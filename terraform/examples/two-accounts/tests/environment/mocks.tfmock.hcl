mock_data "aws_partition" {
  defaults = { partition = "aws" }
}

mock_data "aws_caller_identity" {
  defaults = { account_id = "444455556666" }
}

mock_data "aws_region" {
  defaults = { id = "eu-west-1" }
}

mock_resource "aws_s3_bucket" {
  defaults = { arn = "arn:aws:s3:::tools", bucket = "tools" }
}

mock_resource "aws_security_group" {
  defaults = { id = "sg-0a1b2c3d" }
}

mock_resource "aws_cloudwatch_log_group" {
  defaults = { arn = "arn:aws:logs:eu-west-1:444455556666:log-group:mocked" }
}

mock_resource "aws_codebuild_project" {
  defaults = { arn = "arn:aws:codebuild:eu-west-1:444455556666:project/production-migrate" }
}

mock_resource "aws_codebuild_report_group" {
  defaults = { arn = "arn:aws:codebuild:eu-west-1:444455556666:report-group/mocked" }
}

mock_resource "aws_iam_role" {
  defaults = { arn = "arn:aws:iam::444455556666:role/start" }
}
